using System.Runtime.InteropServices;
using Paas.Load;
using Paas.Load.Backend;
using Paas.Load.Clients;
using Paas.Load.Configuration;
using Paas.Load.Scenarios;
using Paas.Load.Servers;
using Paas.Load.Simulation;

try
{
    return args switch
    {
        ["backend", .. var rest] => BackendServer.Run(new Arguments(rest)),
        ["router", .. var rest] => await RouterServer.RunAsync(new Arguments(rest)),
        ["yarp", .. var rest] => await YarpServer.RunAsync(new Arguments(rest)),
        ["websocket-load", .. var rest] => WebSocketLoad.Run(new Arguments(rest)),
        ["balancing", .. var rest] => await BalancingRun.RunAsync(new Arguments(rest)),
        ["fairness", .. var rest] => await FairnessRun.RunAsync(new Arguments(rest)),
        ["idle", .. var rest] => IdleClients.Run(new Arguments(rest)),
        ["slow", .. var rest] => SlowClients.Run(new Arguments(rest)),
        [SlowlorisRun.Name, .. var rest] => await SlowlorisRun.RunAsync(new Arguments(rest, "--priority"), CancellationToken.None),
        _ => await MeasureAsync(LoadOptions.Parse(args)),
    };
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine(exception.Message);
    Console.Error.WriteLine(LoadOptions.Usage);
    return 2;
}
catch (InvalidOperationException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Interrupted.");
    return 130;
}

static async Task<int> MeasureAsync(LoadOptions options)
{
    using var stop = new CancellationTokenSource();
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    var report = await LoadRun.RunAsync(options, stop.Token);
    Console.Out.Write(report);
    if (options.Output is not null)
        await File.WriteAllTextAsync(options.Output, report);
    return 0;

    void Stop(PosixSignalContext context)
    {
        // The run ends what it has started.
        context.Cancel = true;
        stop.Cancel();
    }
}
