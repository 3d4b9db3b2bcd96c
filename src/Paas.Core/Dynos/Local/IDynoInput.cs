namespace Paas.Dynos.Local;

/// <summary>Where the input of an attached dyno is written.</summary>
internal interface IDynoInput : IDisposable
{
    /// <summary>Completes when the dyno or its pipe has taken the bytes; what nobody will read any more is dropped.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);

    /// <summary>Tells the end of the input.</summary>
    ValueTask EndAsync(CancellationToken cancellationToken);
}
