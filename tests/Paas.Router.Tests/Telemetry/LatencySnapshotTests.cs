using CsCheck;

namespace Paas.Telemetry;

public sealed class LatencySnapshotTests
{
    private static readonly Gen<long[]> Micros = Gen.Frequency(
        (3, Gen.Long[0, 100]), (3, Gen.Long[100, 100_000]), (1, Gen.Long[100_000, 8_000_000_000L])).Array[1, 200];

    [Fact]
    public void Percentile_AnyValues_IsWithinTheStatedError() => Micros.Sample(values =>
    {
        var snapshot = Record(values);
        var sorted = values.Order().ToArray();
        Assert.Equal(values.Length, snapshot.Count);
        foreach (var share in new[] { 0, 0.5, 0.95, 0.99, 1 })
        {
            var exact = sorted[(int)Math.Max(1, Math.Ceiling(share * values.Length)) - 1];
            AssertClose(exact, snapshot.Percentile(share));
        }
        AssertClose(values.Average(), snapshot.Mean);
        Assert.InRange(snapshot.Max.TotalMicroseconds, sorted[^1], sorted[^1] * (1 + 2 * LatencySnapshot.RelativeError) + 1);
    });

    [Fact]
    public void Since_WhatWasThereBefore_LeavesWhatCameAfter() => Gen.Select(Micros, Micros).Sample((first, second) =>
    {
        var recorder = new LatencyRecorder();
        Array.ForEach(first, recorder.Record);
        var earlier = Snapshot(recorder);
        Array.ForEach(second, recorder.Record);
        AssertSame(Record(second), Snapshot(recorder).Since(earlier));
    });

    [Fact]
    public void Add_TwoSnapshots_IsAsIfRecordedTogether() => Gen.Select(Micros, Micros).Sample((first, second) =>
        AssertSame(Record([.. first, .. second]), Record(first).Add(Record(second))));

    [Fact]
    public void Percentile_Empty_IsZero()
    {
        Assert.Equal(TimeSpan.Zero, LatencySnapshot.Empty.Percentile(0.99));
        Assert.Equal(TimeSpan.Zero, LatencySnapshot.Empty.Mean);
        Assert.Equal(TimeSpan.Zero, LatencySnapshot.Empty.Max);
        Assert.Same(LatencySnapshot.Empty, Record([5]).Since(Record([5])));
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void Percentile_ShareOutOfRange_IsRefused(double share) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LatencySnapshot.Empty.Percentile(share));

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(31, 31)]
    [InlineData(32, 32)]
    [InlineData(63, 63)]
    [InlineData(64, 64)]
    [InlineData(65, 64)]
    [InlineData(66, 65)]
    [InlineData((1L << 33) - 1, LatencyBuckets.Octaves * LatencyBuckets.StepsPerOctave - 1)]
    [InlineData(long.MaxValue, LatencyBuckets.Octaves * LatencyBuckets.StepsPerOctave - 1)]
    public void Index_Edges_AreWhereTheyBelong(long micros, int index) => Assert.Equal(index, LatencyBuckets.Index(micros));

    [Fact]
    public void Record_ManyThreads_LosesNothing()
    {
        var recorder = new LatencyRecorder();
        Parallel.For(0, 8, worker =>
        {
            for (var i = 0; i < 10_000; i++)
                recorder.Record((long)worker * 1000 + i);
        });
        Assert.Equal(80_000, Snapshot(recorder).Count);
    }

    private static void AssertClose(double exact, TimeSpan estimate) =>
        Assert.InRange(estimate.TotalMicroseconds, exact * (1 - LatencySnapshot.RelativeError) - 0.11, exact * (1 + LatencySnapshot.RelativeError) + 0.11);

    private static void AssertSame(LatencySnapshot expected, LatencySnapshot actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.Equal((expected.Mean, expected.Max), (actual.Mean, actual.Max));
        foreach (var share in new[] { 0, 0.1, 0.5, 0.9, 0.99, 1 })
            Assert.Equal(expected.Percentile(share), actual.Percentile(share));
    }

    private static LatencySnapshot Record(long[] values)
    {
        var recorder = new LatencyRecorder();
        Array.ForEach(values, recorder.Record);
        return Snapshot(recorder);
    }

    private static LatencySnapshot Snapshot(LatencyRecorder recorder)
    {
        var counts = new long[LatencyBuckets.Count];
        recorder.AddTo(counts);
        return LatencySnapshot.Of(counts);
    }
}
