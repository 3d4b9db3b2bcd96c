namespace Paas.Health;

public sealed class DynoHealthTests
{
    /// <summary>A plus is a check that passes, a minus one that fails; the digits are the health after each.</summary>
    [Theory]
    [InlineData(3, 1, "---+", "1101")]
    [InlineData(3, 1, "--+---", "111110")]
    [InlineData(1, 2, "-+-++", "00001")]
    [InlineData(2, 3, "--++-+++", "10000001")]
    [InlineData(0, 0, "-+", "01")]
    public void After_StreakLongEnough_Turns(int failures, int passes, string checks, string expected)
    {
        var check = new RouteHealthCheck { FailuresToLeave = failures, PassesToReturn = passes };
        var health = DynoHealth.New;
        var seen = "";
        foreach (var c in checks)
        {
            health = health.After(c == '+', check);
            seen += health.IsHealthy ? '1' : '0';
        }
        Assert.Equal(expected, seen);
    }
}
