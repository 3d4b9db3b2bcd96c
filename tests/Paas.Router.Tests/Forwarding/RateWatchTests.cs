namespace Paas.Forwarding;

public sealed class RateWatchTests
{
    private const long Window = 60_000;

    [Theory]
    [InlineData(5999, true)]
    [InlineData(6000, false)]
    [InlineData(6001, false)]
    public void IsTooSlow_AfterAWindow_BytesDecide(long bytes, bool expected)
    {
        var watch = new RateWatch();
        watch.Start(1000, 0);
        Assert.False(watch.IsTooSlow(true, 1000, 0, 100, Window));
        Assert.Equal(Window, watch.Deadline(Window));
        Assert.False(watch.IsTooSlow(true, 1000, Window - 1, 100, Window));
        Assert.Equal(expected, watch.IsTooSlow(true, 1000 + bytes, Window, 100, Window));
    }

    [Fact]
    public void IsTooSlow_EveryWindow_CountsByItself()
    {
        var watch = new RateWatch();
        watch.Start(0, 0);
        watch.IsTooSlow(true, 0, 0, 100, Window);
        // A fast start is no credit for later.
        Assert.False(watch.IsTooSlow(true, 1_000_000, Window, 100, Window));
        Assert.True(watch.IsTooSlow(true, 1_000_001, 2 * Window, 100, Window));
    }

    [Fact]
    public void IsTooSlow_TimeThatIsNotOwed_IsNotCounted()
    {
        var watch = new RateWatch();
        watch.Start(0, 0);
        Assert.False(watch.IsTooSlow(false, 0, 0, 100, Window));
        Assert.Equal(long.MaxValue, watch.Deadline(Window));
        Assert.False(watch.IsTooSlow(true, 0, 10 * Window, 100, Window));
        Assert.False(watch.IsTooSlow(false, 0, 10 * Window + 40_000, 100, Window));
        Assert.False(watch.IsTooSlow(true, 0, 20 * Window, 100, Window));
        Assert.Equal(20 * Window + 20_000, watch.Deadline(Window));
        Assert.True(watch.IsTooSlow(true, 0, 20 * Window + 20_000, 100, Window));
    }

    [Fact]
    public void IsTooSlow_RateZero_AsksForNothing()
    {
        var watch = new RateWatch();
        watch.Start(0, 0);
        Assert.False(watch.IsTooSlow(true, 0, 0, 0, Window));
        Assert.False(watch.IsTooSlow(true, 0, 100 * Window, 0, Window));
        Assert.Equal(long.MaxValue, watch.Deadline(Window));
    }
}
