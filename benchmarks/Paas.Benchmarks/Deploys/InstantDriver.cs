using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Paas.Deploys;

/// <summary>Runs nothing and reports every dyno up at once: what is left is the engine's own time and memory.</summary>
internal sealed class InstantDriver : IDynoDriver
{
    private readonly Channel<DynoEvent> _events = Channel.CreateUnbounded<DynoEvent>();

    public string Name => "instant";

    public ValueTask StartAsync(DynoSpec spec, CancellationToken cancellationToken)
    {
        _events.Writer.TryWrite(new DynoStarted(spec.Id, new IPEndPoint(IPAddress.Loopback, 9), spec.Command));
        _events.Writer.TryWrite(new DynoListening(spec.Id, OnPort: true, ["127.0.0.1:9"]));
        return ValueTask.CompletedTask;
    }

    public ValueTask StopAsync(Guid dynoId, TimeSpan grace, CancellationToken cancellationToken)
    {
        _events.Writer.TryWrite(new DynoExited(dynoId, 0));
        return ValueTask.CompletedTask;
    }

    public ValueTask SendAsync(Guid dynoId, DynoRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async IAsyncEnumerable<DynoEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new DynosReplayed();
        await foreach (var dynoEvent in _events.Reader.ReadAllAsync(cancellationToken))
            yield return dynoEvent;
    }
}
