using System.Security.Cryptography;
using System.Text;
using Paas.Builds;

namespace Paas.Fetching;

/// <summary>What was fetched from one address. Used by one build at a time.</summary>
internal sealed class BuildpackShelf(string directory)
{
    public string Directory { get; } = directory;

    /// <summary>Bare git repository, where the address is one.</summary>
    public string Repository => Path.Combine(Directory, "repository");

    public string TreeOf(string version) => Path.Combine(Directory, "trees", version.Replace(':', '-'));

    public bool Has(string version) => System.IO.Directory.Exists(TreeOf(version));

    /// <summary>Adds a version: written aside, then renamed, so that one that is there is whole.</summary>
    public void Add(string version, Action<string> write)
    {
        var aside = Path.Combine(Directory, "new");
        TreeCopy.Remove(aside);
        System.IO.Directory.CreateDirectory(aside);
        try
        {
            write(aside);
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(TreeOf(version))!);
            System.IO.Directory.Move(aside, TreeOf(version));
        }
        finally
        {
            TreeCopy.Remove(aside);
        }
    }

    /// <summary>Marks a version as used and removes those that were not for longest.</summary>
    public void Use(string version, int keep)
    {
        var trees = new DirectoryInfo(Path.Combine(Directory, "trees"));
        var used = Path.Combine(Directory, "used");
        System.IO.Directory.CreateDirectory(used);
        File.WriteAllText(Path.Combine(used, Path.GetFileName(TreeOf(version))), "");
        foreach (var old in trees.EnumerateDirectories().OrderByDescending(tree => File.GetLastWriteTimeUtc(Path.Combine(used, tree.Name))).Skip(keep).ToList())
        {
            old.Delete(recursive: true);
            File.Delete(Path.Combine(used, old.Name));
        }
    }

    /// <summary>Remembers to what a reference led.</summary>
    public void Remember(string? reference, string version) => WriteNote(NoteOf(reference), version);

    /// <summary>To what a reference led last, if that is still there.</summary>
    public string? Recall(string? reference) => ReadNote(NoteOf(reference)) is { } version && Has(version) ? version : null;

    public string? ReadNote(string name)
    {
        var path = Path.Combine(Directory, "notes", name);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    public void WriteNote(string name, string text)
    {
        var path = Path.Combine(System.IO.Directory.CreateDirectory(Path.Combine(Directory, "notes")).FullName, name);
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static string NoteOf(string? reference) => "ref-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(reference ?? "")))[..32];
}
