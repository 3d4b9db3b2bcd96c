using System.Diagnostics;
using Paas.Builds;

namespace Paas.Hosting;

/// <summary>The git program of this machine with a home of its own.</summary>
internal sealed class GitClient : IDisposable
{
    private readonly TestDirectory _home = new TestDirectory().With(".gitconfig", "[user]\nname = Dev\nemail = dev@example.com\n[init]\ndefaultBranch = main\n");

    /// <summary>Commits what the directory has now, if it changed. Equal content makes equal commits.</summary>
    /// <param name="source">The directory.</param>
    /// <param name="always">Also when nothing changed.</param>
    public async Task CommitAsync(TestDirectory source, bool always = false)
    {
        if (!source.Has(".git"))
            (await RunAsync(source, "init", "-q")).Succeeded();
        (await RunAsync(source, "add", "-A")).Succeeded();
        if (always || (await RunAsync(source, "diff", "--cached", "--quiet")).ExitCode != 0 || !source.Has(".git/refs/heads/main"))
            (await RunAsync(source, "commit", "-q", "--allow-empty", "-m", "Change")).Succeeded();
    }

    public async Task<PushResult> RunAsync(TestDirectory source, params string[] arguments)
    {
        using var git = Start(source, arguments);
        return await git.WaitAsync();
    }

    public RunningPush Start(TestDirectory source, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-c", "http.proxy=", .. arguments])
        {
            WorkingDirectory = source.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = _home.Path;
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_ASKPASS"] = "true";
        start.Environment["NO_PROXY"] = "*";
        start.Environment["LC_ALL"] = "C";
        start.Environment["GIT_AUTHOR_DATE"] = start.Environment["GIT_COMMITTER_DATE"] = "2026-01-02T03:04:05Z";
        return new RunningPush(start);
    }

    public void Dispose() => _home.Dispose();
}
