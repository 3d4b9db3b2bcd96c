using Paas.Load.Configuration;
using Paas.Load.Servers;

namespace Paas.Load.Backend;

/// <summary>
/// The dynos: <c>GET /N</c> answers with N bytes from memory, and a WebSocket echoes. One thread, two system calls a
/// request, so that the proxy is what is measured.
/// </summary>
internal static class BackendServer
{
    public static int Run(Arguments arguments)
    {
        var loop = new BackendLoop();
        var listeners = arguments.GetNumbers("--ports").Select(port => new BackendListener(loop, port)).ToArray();
        var parent = ParentProcess.Announce();
        loop.Run(() => !parent.IsCompleted);
        foreach (var listener in listeners)
            listener.Dispose();
        return 0;
    }
}
