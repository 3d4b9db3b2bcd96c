using System.Globalization;
using System.Runtime;

namespace Paas.Load.Servers;

/// <summary>
/// The run that started this process. It may ask, by a line of input, how many methods were compiled so far; when it
/// ends, however, standard input ends.
/// </summary>
internal static class ParentProcess
{
    public const string Ready = "ready";

    /// <summary>Says that the process serves; the task ends with the parent.</summary>
    public static Task Announce()
    {
        Say(Ready);
        return Task.Run(() =>
        {
            while (Console.In.ReadLine() is not null)
                Say(JitInfo.GetCompiledMethodCount().ToString(CultureInfo.InvariantCulture));
        });
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
