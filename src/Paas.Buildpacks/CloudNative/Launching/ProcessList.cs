using System.Collections.Immutable;

namespace Paas.CloudNative;

/// <summary>The processes of all buildpacks of a group: of a type that comes twice the last one counts.</summary>
internal static class ProcessList
{
    /// <param name="files">What the buildpacks declared, in order.</param>
    /// <returns>The processes by type, and the type that is to be <c>web</c> too, because it is what the app runs by default; null for none.</returns>
    public static (ImmutableArray<LaunchProcess> Processes, string? Web) Of(IEnumerable<LaunchFile> files)
    {
        var processes = new SortedDictionary<string, LaunchProcess>(StringComparer.Ordinal);
        string? standard = null;
        foreach (var process in files.SelectMany(static file => file.Processes))
        {
            // A later one of the same type that is not the default takes that away.
            standard = process.Default ? process.Type : standard == process.Type ? null : standard;
            processes[process.Type] = process;
        }

        return ([.. processes.Values], standard is not null && !processes.ContainsKey("web") ? standard : null);
    }
}
