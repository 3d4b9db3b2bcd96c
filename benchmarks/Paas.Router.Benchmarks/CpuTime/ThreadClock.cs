using System.Runtime.InteropServices;

namespace Paas.CpuTime;

/// <summary>Processor time of the calling thread, which other programs on the machine do not prolong. Linux only.</summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID
    private const double NanosecondsPerSecond = 1e9;

    public static double Nanoseconds
    {
        get
        {
            if (GetTime(ThreadCpuTime, out var time) != 0)
                throw new InvalidOperationException("The system tells no processor time of threads.");
            return time.Seconds * NanosecondsPerSecond + time.Nanoseconds;
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
