namespace Paas.Dynos;

/// <summary>A dyno of an earlier host process that runs on. Keeps what the driver tells of it until somebody takes it.</summary>
internal sealed class AdoptedDyno(DynoAdopted adopted)
{
    private readonly Lock _gate = new();
    private List<DynoEvent>? _early = [];
    private Action<DynoEvent> _receiver = static _ => { };

    /// <summary>What it was started with, without its environment.</summary>
    public DynoSpec Spec => adopted.Spec;

    public DateTimeOffset StartedAt => adopted.StartedAt;

    public bool Frozen => adopted.Frozen;

    /// <summary>Takes it, once: returns what was told so far; what follows goes to the receiver.</summary>
    public IReadOnlyList<DynoEvent> Claim(Action<DynoEvent> receiver)
    {
        lock (_gate)
        {
            var early = _early ?? throw new InvalidOperationException($"Dyno {Spec.Name} was taken already.");
            (_early, _receiver) = (null, receiver);
            return early;
        }
    }

    public void Receive(DynoEvent dynoEvent)
    {
        lock (_gate)
        {
            if (_early is not null)
            {
                _early.Add(dynoEvent);
                return;
            }
        }

        _receiver(dynoEvent);
    }
}
