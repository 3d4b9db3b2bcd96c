using System.Globalization;

namespace Paas.Slugs;

/// <summary>A slug exceeds the maximum. The message has Heroku's wording, without the <c> !     </c> of the transcript.</summary>
internal sealed class SlugTooLargeException(long size, long maximum)
    : Exception($"Compiled slug size: {Megabytes(size)} is too large (max is {Megabytes(maximum)}).")
{
    /// <summary>Compressed size in bytes that the whole slug would have.</summary>
    public long Size { get; } = size;

    /// <summary>What was to be in it.</summary>
    public IReadOnlyList<SlugEntry> Entries { get; init; } = [];

    /// <summary>Largest size that was allowed, in bytes.</summary>
    public long Maximum { get; } = maximum;

    private static string Megabytes(long bytes) => (bytes / 1048576.0).ToString("0.#", CultureInfo.InvariantCulture) + "M";
}
