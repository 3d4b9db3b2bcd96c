using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Paas.Slugs;

/// <summary>A file, directory or link of a slug: all that is kept of it, which is what makes slugs the same wherever they are built.</summary>
/// <param name="Name">Path below the app's directory, with <c>/</c>; never absolute, without empty, <c>.</c> and <c>..</c> parts.</param>
/// <param name="Kind">What it is.</param>
internal sealed record SlugEntry(string Name, SlugEntryKind Kind)
{
    /// <summary>Largest piece of content. A file is its pieces of this size, the last one may be shorter.</summary>
    public const int PieceSize = 4 * 1024 * 1024;

    /// <summary>Bytes of a file.</summary>
    public long Size { get; init; }

    /// <summary>Pieces of a file; none when it is empty.</summary>
    public ImmutableArray<ContentDigest> Pieces { get; init; } = [];

    /// <summary>Where a link leads.</summary>
    public string Target { get; init; } = "";

    /// <summary>A file whose digests are put in place while its pieces are read, by several threads.</summary>
    public static SlugEntry Unread(string name, SlugEntryKind kind, long size) => new(name, kind)
    {
        Size = size,
        Pieces = ImmutableCollectionsMarshal.AsImmutableArray(new ContentDigest[(size + PieceSize - 1) / PieceSize]),
    };

    public bool IsFile => Kind is SlugEntryKind.File or SlugEntryKind.Executable;

    /// <summary>Whether both are the same thing with the same content; the compiler's own comparison knows nothing of the pieces.</summary>
    public bool IsSame(SlugEntry other) =>
        Name == other.Name && Kind == other.Kind && Size == other.Size && Target == other.Target && Pieces.AsSpan().SequenceEqual(other.Pieces.AsSpan());

    /// <summary>Length of one piece.</summary>
    public int LengthOf(int piece) => (int)Math.Min(PieceSize, Size - ((long)piece * PieceSize));
}
