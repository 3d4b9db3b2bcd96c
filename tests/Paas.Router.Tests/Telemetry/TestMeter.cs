using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Paas.Telemetry;

/// <summary>Listens to one meter and keeps all that it says.</summary>
internal sealed class TestMeter : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<Measured> _measured = new();

    public TestMeter(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    public List<Measured> Of(string name) => [.. _measured.Where(measured => measured.Name == name)];

    public double Sum(string name) => Of(name).Sum(measured => measured.Value);

    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string[] texts = [.. tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal)];
        _measured.Enqueue(new Measured(instrument.Name, instrument.Unit, value, string.Join(' ', texts)));
    }

    internal sealed record Measured(string Name, string? Unit, double Value, string Tags);
}
