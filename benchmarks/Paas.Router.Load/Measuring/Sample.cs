namespace Paas.Load.Measuring;

/// <summary>One turn of one proxy.</summary>
internal sealed record Sample(LoadResult Load, double CpuMicroseconds)
{
    public double RequestsPerSecond => Load.Requests / Load.Seconds;

    public double CpuPerRequest => CpuMicroseconds / Load.Requests;
}
