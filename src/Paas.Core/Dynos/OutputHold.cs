using Paas.Engine;

namespace Paas.Dynos;

/// <summary>
/// Bytes of an attached dyno's output that its client has not taken yet. Too many of them make the driver take no more; the calls
/// for that are made one after the other, so that the last one counts.
/// </summary>
internal sealed class OutputHold(Guid dynoId, DynoEvents events, EngineActivity activity)
{
    /// <summary>The driver takes no more above <see cref="High"/> bytes and goes on below <see cref="Low"/>.</summary>
    public const int High = 64 * 1024;

    public const int Low = 16 * 1024;

    private readonly Lock _gate = new();
    private long _bytes;
    private bool _wanted;
    private bool _told;
    private bool _telling;

    public void Add(int bytes) => Change(bytes);

    public void Remove(int bytes) => Change(-bytes);

    private void Change(int bytes)
    {
        lock (_gate)
        {
            _bytes += bytes;
            _wanted = _bytes > High || (_wanted && _bytes > Low);
            if (_telling || _wanted == _told)
                return;
            _telling = true;
        }

        activity.Run(TellAsync);
    }

    private async Task TellAsync()
    {
        while (true)
        {
            bool held;
            lock (_gate)
            {
                if (_wanted == _told)
                {
                    _telling = false;
                    return;
                }

                held = _told = _wanted;
            }

            await events.TrySendAsync(dynoId, new DynoHold(held));
        }
    }
}
