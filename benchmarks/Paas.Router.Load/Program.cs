using Paas.Load;
using Paas.Load.Backend;
using Paas.Load.Configuration;
using Paas.Load.Servers;

try
{
    switch (args)
    {
        case ["backend", .. var rest]:
            return BackendServer.Run(new Arguments(rest));
        case ["router", .. var rest]:
            return await RouterServer.RunAsync(new Arguments(rest));
        case ["yarp", .. var rest]:
            return await YarpServer.RunAsync(new Arguments(rest));
        default:
            return await LoadRun.RunAsync(LoadOptions.Parse(args));
    }
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine(exception.Message);
    Console.Error.WriteLine(LoadOptions.Usage);
    return 2;
}
