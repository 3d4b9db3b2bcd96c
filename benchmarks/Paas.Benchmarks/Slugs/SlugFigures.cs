namespace Paas.Slugs;

/// <summary>One turn.</summary>
/// <param name="Pack">Time to pack and store; null where nothing is packed.</param>
/// <param name="Size">Bytes stored.</param>
/// <param name="Unpack">Time to unpack; null where nothing is unpacked.</param>
internal sealed record SlugFigures(TimeSpan? Pack, long Size, TimeSpan? Unpack);
