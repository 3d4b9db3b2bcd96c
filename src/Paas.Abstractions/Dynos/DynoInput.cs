namespace Paas;

/// <summary>Input for an attached dyno (<see cref="DynoSpec.Attachment"/>). A call completes when the dyno or its pipe has taken the bytes.</summary>
/// <param name="Data">Bytes as typed; none at all for the end of the input.</param>
public sealed record DynoInput(ReadOnlyMemory<byte> Data) : DynoRequest;
