using System.Diagnostics;
using Paas.Load.Backend;
using Paas.Load.Configuration;
using Paas.Load.Measuring;

namespace Paas.Load.Clients;

/// <summary>
/// Echo over WebSockets, since wrk knows none: every connection sends a message and, when it is back whole, the next.
/// One thread over epoll.
/// </summary>
internal static class WebSocketLoad
{
    public static int Run(Arguments arguments)
    {
        var loop = new BackendLoop();
        var tally = new EchoTally();
        var message = new EchoMessage(arguments.GetNumber("--size"));
        for (var i = 0; i < arguments.GetNumber("--connections"); i++)
            EchoClient.Open(loop, tally, message, arguments.Get("--host"), arguments.GetNumber("--port"));

        var start = Stopwatch.GetTimestamp();
        var end = start + arguments.GetNumber("--seconds") * Stopwatch.Frequency;
        loop.Run(() => Stopwatch.GetTimestamp() < end);
        Console.WriteLine(tally.Summarize(Stopwatch.GetElapsedTime(start)));
        return 0;
    }
}
