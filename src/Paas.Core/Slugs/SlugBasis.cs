using System.Runtime.InteropServices;

namespace Paas.Slugs;

/// <summary>An unpacked slug that nobody writes: what another slug has in common with it need not be written again.</summary>
/// <param name="Directory">Where it is.</param>
/// <param name="Entries">What is in it, by name.</param>
internal sealed partial record SlugBasis(string Directory, IReadOnlyDictionary<string, SlugEntry> Entries)
{
    /// <summary>Whether it has the same file under the same name.</summary>
    public bool Has(SlugEntry entry) => entry.IsFile && Entries.TryGetValue(entry.Name, out var own) && own.IsSame(entry);

    /// <summary>Makes a file a second name of the one here; false when it must be written.</summary>
    public bool TryLink(SlugEntry entry, string path) =>
        Has(entry) && !OperatingSystem.IsWindows() && Link(Path.Combine(Directory, entry.Name), path) == 0;

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string path);
}
