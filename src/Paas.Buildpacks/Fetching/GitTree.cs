using LibGit2Sharp;

namespace Paas.Fetching;

/// <summary>Writes the files of a commit, without filters or hooks. What submodules hold is not fetched.</summary>
internal static class GitTree
{
    private const int MaxDepth = 200;

    public static void Write(Commit commit, SafeTree target, CancellationToken cancellationToken)
    {
        Write(commit.Tree, "", 0, target, cancellationToken);
        target.Complete();
    }

    private static void Write(Tree tree, string parent, int depth, SafeTree target, CancellationToken cancellationToken)
    {
        foreach (var entry in tree)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = parent + entry.Name;
            if (entry.Name.Contains('/', StringComparison.Ordinal) || depth > MaxDepth)
                throw new PaasException(PaasErrors.InvalidParams, "The buildpack's repository holds a name that no directory can have; it was not used.");
            switch (entry.Mode)
            {
                case Mode.Directory:
                    target.AddDirectory(path);
                    Write((Tree)entry.Target, path + "/", depth + 1, target, cancellationToken);
                    break;
                case Mode.SymbolicLink:
                    target.AddLink(path, ((Blob)entry.Target).GetContentText());
                    break;
                case Mode.GitLink:
                    target.AddDirectory(path);
                    break;
                default:
                    using (var content = ((Blob)entry.Target).GetContentStream())
                        target.AddFile(path, entry.Mode == Mode.ExecutableFile, content);
                    break;
            }
        }
    }
}
