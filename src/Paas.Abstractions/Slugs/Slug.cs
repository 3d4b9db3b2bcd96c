using System.Collections.Immutable;

namespace Paas;

/// <summary>A built app: the archive, or the container images, and what is needed to run it.</summary>
public sealed record Slug
{
    /// <summary>Id under which it was known before it was released; null for one that was built here.</summary>
    public Guid? Id { get; init; }

    /// <summary>Address in the <see cref="ISlugStore"/>: <c>sha256:…</c>; null where the app is images. Nothing but the app's files decides what it is.</summary>
    public string? Digest { get; init; }

    /// <summary>
    /// Addresses of the objects in the <see cref="ISlugStore"/> that hold the contents of its files, shared with the app's earlier
    /// slugs; empty where the slug is one archive or images.
    /// </summary>
    public ImmutableArray<string> Packs
    {
        // Documents that were written before there were packs have none.
        get => field.IsDefault ? [] : field;
        init;
    } = [];

    /// <summary>
    /// Container images by process type, each pinned by its digest or id, where the app is images (stack <c>container</c>);
    /// else empty. A process type of <see cref="ProcessTypes"/> with an empty command runs what its image says.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Images
    {
        // Documents that were written before there were images have none.
        get => field ?? ImmutableSortedDictionary<string, string>.Empty;
        init;
    } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Compressed size in bytes; of images the whole size of the largest.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes of its files; null where that is not known.</summary>
    public long? UnpackedSize { get; init; }

    /// <summary>Bytes that it added to the <see cref="ISlugStore"/>: what the app's earlier slugs did not have; null where that is not known.</summary>
    public long? StoredSize { get; init; }

    /// <summary>Process types and their commands: Procfile entries over the buildpacks' defaults.</summary>
    public required ImmutableSortedDictionary<string, string> ProcessTypes { get; init; }

    /// <summary>Language as detected, such as <c>Node.js</c>.</summary>
    public required string Language { get; init; }

    /// <summary>Stack that it was built on.</summary>
    public required string Stack { get; init; }

    /// <summary>Full commit id or version of the source; null when the source had none.</summary>
    public string? Commit { get; init; }

    /// <summary>Directories of the slug, as paths below its root, that its dynos see at further paths.</summary>
    public ImmutableArray<DynoMount> Mounts
    {
        // Documents of an earlier version have none.
        get => field.IsDefault ? [] : field;
        init;
    } = [];

    /// <summary>
    /// The image of a process type. One that has none of its own, as a one-off dyno, runs that of <c>web</c> or else the first;
    /// null where the app is no image.
    /// </summary>
    /// <param name="type">Process type.</param>
    public string? ImageOf(string type) =>
        Images.IsEmpty ? null
        : Images.TryGetValue(type, out var own) ? own
        : Images.TryGetValue("web", out var web) ? web
        : Images.Values.First();
}
