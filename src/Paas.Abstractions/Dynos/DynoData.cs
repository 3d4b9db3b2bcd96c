namespace Paas;

/// <summary>Output of an attached dyno, as it wrote it.</summary>
/// <param name="DynoId">The run.</param>
/// <param name="Data">Bytes; with a terminal standard output and standard error are one stream.</param>
public sealed record DynoData(Guid DynoId, ReadOnlyMemory<byte> Data) : DynoEvent(DynoId);
