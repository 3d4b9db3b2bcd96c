using LibGit2Sharp;

namespace Paas.Fetching;

/// <summary>Writes the files of a commit, without filters or hooks.</summary>
internal static class GitTree
{
    private const int MaxDepth = 200;

    /// <summary>Writes below a place, which is empty or ends with a slash, and returns paths and commits of submodules, whose directories are empty.</summary>
    public static List<(string Path, string Commit)> Write(Commit commit, string place, SafeTree target, CancellationToken cancellationToken)
    {
        var submodules = new List<(string, string)>();
        Write(commit.Tree, "", 0);
        return submodules;

        void Write(Tree tree, string parent, int depth)
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
                        target.AddDirectory(place + path);
                        Write((Tree)entry.Target, path + "/", depth + 1);
                        break;
                    case Mode.SymbolicLink:
                        target.AddLink(place + path, ((Blob)entry.Target).GetContentText());
                        break;
                    case Mode.GitLink:
                        target.AddDirectory(place + path);
                        submodules.Add((path, entry.Target.Id.Sha));
                        break;
                    default:
                        using (var content = ((Blob)entry.Target).GetContentStream())
                            target.AddFile(place + path, entry.Mode == Mode.ExecutableFile, content);
                        break;
                }
            }
        }
    }
}
