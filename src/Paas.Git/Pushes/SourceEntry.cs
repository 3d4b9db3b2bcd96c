using Paas.Git.Objects;

namespace Paas.Git.Pushes;

/// <summary>A path of a commit: a file, a symbolic link, or a submodule.</summary>
/// <param name="Path">Relative, with slashes.</param>
/// <param name="Mode">One of <see cref="EntryMode"/>, not a directory.</param>
/// <param name="Id">Its blob.</param>
internal sealed record SourceEntry(string Path, int Mode, Oid Id);
