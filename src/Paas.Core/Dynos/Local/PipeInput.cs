using System.IO.Pipes;

namespace Paas.Dynos.Local;

/// <summary>Input through a pipe.</summary>
internal sealed class PipeInput(PipeStream pipe) : IDynoInput
{
    private bool _ended;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (_ended)
            return;
        try
        {
            await pipe.WriteAsync(data, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The dyno closed its input or ended.
            _ended = true;
        }
    }

    public ValueTask EndAsync(CancellationToken cancellationToken)
    {
        _ended = true;
        return pipe.DisposeAsync();
    }

    public void Dispose() => pipe.Dispose();
}
