using System.ComponentModel;
using System.Diagnostics;
using LibGit2Sharp;

namespace ConsoleHost;

/// <summary>Pushes a directory over HTTP: with the git program, or with libgit2 on a machine that has none.</summary>
internal static class GitPush
{
    public static async Task PushAsync(string directory, Uri remote, string token, Action<string> progress, CancellationToken cancellationToken)
    {
        var copy = System.IO.Directory.CreateTempSubdirectory("paas-push-").FullName;
        try
        {
            Commit(directory, copy);
            if (!await TryGitAsync(copy, remote, token, progress, cancellationToken))
                PushWithLibrary(copy, remote, token);
        }
        finally
        {
            DeleteTree(copy);
        }
    }

    /// <summary>Makes a repository with one commit of the directory's files; an unchanged directory gives the same commit.</summary>
    private static void Commit(string source, string copy)
    {
        foreach (var file in System.IO.Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(source, file);
            if (relative.Split(Path.DirectorySeparatorChar).Any(static part => part is "bin" or "obj" or ".git" or "node_modules"))
                continue;
            var target = Path.Combine(copy, relative);
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        Repository.Init(copy);
        using var repository = new Repository(copy);
        Commands.Stage(repository, "*");
        var author = new Signature("Paas sample", "sample@localhost", DateTimeOffset.UnixEpoch);
        repository.Refs.UpdateTarget("HEAD", "refs/heads/main");
        repository.Commit("Sample app", author, author);
    }

    private static async Task<bool> TryGitAsync(string copy, Uri remote, string token, Action<string> progress, CancellationToken cancellationToken)
    {
        // The token goes by the environment, where no process list shows it.
        var start = new ProcessStartInfo("git", ["-C", copy, "-c", "safe.directory=*", "-c", "credential.helper=", "-c", "credential.helper=!f() { echo username=paas; echo \"password=$PAAS_TOKEN\"; }; f", "push", "--force", remote.AbsoluteUri, "main:main"])
        {
            RedirectStandardError = true,
            Environment = { ["PAAS_TOKEN"] = token, ["GIT_TERMINAL_PROMPT"] = "0" },
        };
        try
        {
            using var git = Process.Start(start)!;
            while (await git.StandardError.ReadLineAsync(cancellationToken) is { } line)
                progress(line.TrimEnd());
            await git.WaitForExitAsync(cancellationToken);
            return git.ExitCode == 0 ? true : throw new InvalidOperationException($"git push ended with status {git.ExitCode}; its last lines say why.");
        }
        catch (Win32Exception)
        {
            progress("(no git program here: pushing with libgit2)");
            return false;
        }
    }

    private static void PushWithLibrary(string copy, Uri remote, string token)
    {
        using var repository = new Repository(copy);
        var errors = new List<string>();
        repository.Network.Push(
            repository.Network.Remotes.Add("paas", remote.AbsoluteUri), "+refs/heads/main:refs/heads/main",
            new PushOptions
            {
                CredentialsProvider = (_, _, _) => new UsernamePasswordCredentials { Username = "paas", Password = token },
                OnPushStatusError = error => errors.Add(error.Message),
            });
        if (errors.Count > 0)
            throw new InvalidOperationException($"The push was rejected: {string.Join("; ", errors)}");
    }

    /// <summary>git makes its objects read-only.</summary>
    private static void DeleteTree(string directory)
    {
        foreach (var file in System.IO.Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
            File.SetAttributes(file, FileAttributes.Normal);
        System.IO.Directory.Delete(directory, recursive: true);
    }
}
