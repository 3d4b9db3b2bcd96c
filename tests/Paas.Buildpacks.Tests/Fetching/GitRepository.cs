using Paas.Builds;

namespace Paas.Fetching;

/// <summary>A git repository of a test, made with the git program.</summary>
internal sealed class GitRepository : IDisposable
{
    public TestDirectory Directory { get; } = new();

    public string Path => Directory.Path;

    public static async Task<GitRepository> StartAsync(string bin = "compile")
    {
        Bash.Require("git");
        var repository = new GitRepository();
        await repository.RunAsync("git init -q -b main .");
        await repository.CommitAsync("one", bin);
        return repository;
    }

    /// <summary>Commits a buildpack that says its version.</summary>
    public async Task<string> CommitAsync(string version, string bin = "compile")
    {
        Directory.WithProgram("bin/detect", $"echo Version {version}").WithProgram($"bin/{bin}", $"echo compiling with {version}");
        return await RunAsync($"git add -A && git commit -q -m {version} && git rev-parse HEAD");
    }

    public async Task<string> RunAsync(string commandLine)
    {
        var lines = new List<string>();
        var environment = Bash.Environment(Path);
        environment["GIT_AUTHOR_NAME"] = environment["GIT_COMMITTER_NAME"] = "Dev";
        environment["GIT_AUTHOR_EMAIL"] = environment["GIT_COMMITTER_EMAIL"] = "dev@example.com";
        using var process = Bash.Start(commandLine, Path, environment, lines.Add);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, string.Join('\n', lines));
        return lines.Count == 0 ? "" : lines[^1];
    }

    public void Dispose() => Directory.Dispose();
}
