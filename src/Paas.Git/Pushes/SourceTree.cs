using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Paas.Git.Objects;

namespace Paas.Git.Pushes;

/// <summary>The paths of a commit, checked so that a checkout stays inside its directory and inside the limits.</summary>
/// <param name="Entries">Files and symbolic links.</param>
/// <param name="Submodules">Paths whose content lives in other repositories.</param>
internal sealed record SourceTree(ImmutableArray<SourceEntry> Entries, ImmutableArray<string> Submodules)
{
    private static readonly SearchValues<byte> IllegalOnWindows = SearchValues.Create("\\:*?\"<>|"u8);
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="PushRefusedException">The commit cannot be checked out; the message says which path and why.</exception>
    public static SourceTree Read(ObjectStore store, in Oid commit, GitOptions options, CancellationToken cancellationToken)
    {
        var entries = ImmutableArray.CreateBuilder<SourceEntry>();
        var submodules = ImmutableArray.CreateBuilder<string>();
        var links = new Dictionary<string, string>(LinkResolver.PathComparer);
        var below = new List<string>();
        var directories = new Stack<(string Prefix, Oid Tree)>();
        using (var raw = store.Read(commit, ObjectType.Commit))
            directories.Push(("", new CommitReader(raw.Data).Tree));

        var (paths, bytes) = (0, 0L);
        while (directories.TryPop(out var directory))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var raw = store.Read(directory.Tree, ObjectType.Tree);
            var tree = new TreeReader(raw.Data);
            while (tree.Read())
            {
                if (++paths > options.MaxCheckoutPaths)
                    throw new PushRefusedException($"The commit has more than {options.MaxCheckoutPaths} paths, the limit of this platform. Remove generated files from the repository.");
                var path = directory.Prefix + Name(tree.Name, directory.Prefix);
                if (tree.Mode == EntryMode.Directory)
                {
                    below.Add(path);
                    directories.Push((path + "/", tree.Id));
                    continue;
                }

                if (tree.Mode == EntryMode.Submodule)
                {
                    submodules.Add(path);
                    continue;
                }

                if (tree.Mode == EntryMode.SymbolicLink)
                    links[path] = ReadTarget(store, tree.Id, path);
                else if (store.TryReadHeader(tree.Id, out _, out var size) && (bytes += size) > options.MaxCheckoutSize)
                    throw new PushRefusedException($"The files of the commit are larger than {options.MaxCheckoutSize >> 20} MB, the limit of this platform. Remove large files from the repository.");
                entries.Add(new SourceEntry(path, tree.Mode, tree.Id));
            }
        }

        // Sorted as git wants it, with another name between the two: what is in the directory would be written through the link.
        if (below.Find(links.ContainsKey) is { } both)
            throw new PushRefusedException($"'{both}' is a symbolic link and a directory at once. Make the commit anew with git.");
        LinkResolver.RefuseEscapes(links);
        return new SourceTree(entries.ToImmutable(), submodules.ToImmutable());
    }

    private static string Name(ReadOnlySpan<byte> bytes, string prefix)
    {
        if (TreeName.Problem(bytes) is { } problem)
            throw new PushRefusedException($"'{prefix}{Encoding.UTF8.GetString(bytes)}' {problem}. Rename it.");
        if (OperatingSystem.IsWindows() && bytes.ContainsAny(IllegalOnWindows))
            throw new PushRefusedException($"'{prefix}{Encoding.UTF8.GetString(bytes)}' is not a legal path on this platform. Rename it.");
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new PushRefusedException($"The path '{prefix}{Encoding.UTF8.GetString(bytes)}' is not UTF-8. Rename it.");
        }
    }

    private static string ReadTarget(ObjectStore store, in Oid blob, string path)
    {
        const int maxTarget = 4096;
        if (!store.TryReadHeader(blob, out _, out var size) || size is 0 or > maxTarget)
            throw new PushRefusedException($"The symbolic link '{path}' is damaged.");
        using var raw = store.Read(blob, ObjectType.Blob);
        return raw.Data.Contains((byte)0) ? throw new PushRefusedException($"The symbolic link '{path}' is damaged.") : Encoding.UTF8.GetString(raw.Data);
    }
}
