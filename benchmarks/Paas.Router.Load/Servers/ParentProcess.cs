namespace Paas.Load.Servers;

/// <summary>The run that started this process; when it ends, however, standard input ends.</summary>
internal static class ParentProcess
{
    public const string Ready = "ready";

    /// <summary>Says that the process serves; the task ends with the parent.</summary>
    public static Task Announce()
    {
        Console.Out.WriteLine(Ready);
        Console.Out.Flush();
        return Task.Run(() =>
        {
            while (Console.In.ReadLine() is not null)
            {
            }
        });
    }
}
