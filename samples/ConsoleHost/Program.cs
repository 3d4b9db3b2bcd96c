using ConsoleHost;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Paas;

if (HostArguments.Parse(args, Console.Error) is not { } arguments)
    return 2;

// The platform: this is all that a host writes.
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.Configure<PaasOptions>(options => options.DataDirectory = arguments.Data);
builder.Services.AddPaas(paas => paas
    .AddBuildpacks()
    .AddRouter(router => router.Listen(arguments.Port))
    .AddGit()
    .AddApi(api => api.Listen(arguments.GitPort)));

await using var app = builder.Build();
app.MapPaasApi();
app.MapPaasGit();

try
{
    await app.StartAsync();
}
catch (Exception e)
{
    Screen.Error(e.Message);
    return 1;
}

// From here on: a tour for the person at the console.
var stopping = app.Lifetime.ApplicationStopping;
var platform = app.Services.GetRequiredService<IPlatform>();
var git = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(static address => address.StartsWith("http://", StringComparison.Ordinal)));
var data = Path.GetFullPath(app.Services.GetRequiredService<IOptions<PaasOptions>>().Value.DataDirectory);
var token = app.Services.GetRequiredService<OwnerAuthenticator>().Token;
Screen.Line($"A platform runs. Router {app.Services.GetRequiredService<IHttpRouter>().Address}  git and API {git}  data {data}");
Screen.Line($"With the heroku client: source {Path.GetRelativePath(Directory.GetCurrentDirectory(), Path.Combine(data, "heroku.env"))} && heroku apps");

var exitCode = 0;
try
{
    var hello = await new Tour(platform, git, token, stopping).RunAsync();
    if (!arguments.Once)
        await PromptAsync(hello);
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
}
catch (Exception e)
{
    Screen.Error(e.Message);
    exitCode = 1;
    if (!arguments.Once)
        await PromptAsync(null);
}

Screen.Title("Stopping");
await app.StopAsync();
return exitCode;

async Task PromptAsync(App? hello)
{
    var shell = new Shell(platform, git, token);
    Screen.Title("What to try next");
    if (hello is not null)
        Screen.Line($"curl {hello.WebUrl}\n");
    Screen.Line("In a git repository of your own, after 'create NAME' here:");
    Screen.Line($"git push http://paas:{token}@{git.Authority}/NAME.git HEAD:main\n");
    Screen.Line(Shell.Help);

    while (!stopping.IsCancellationRequested)
    {
        Console.Write("paas> ");
        var line = await Task.Run(Console.ReadLine).WaitAsync(stopping);
        if (line is null)
        {
            // No console to read from: stay up until the host is told to stop.
            await Task.Delay(Timeout.Infinite, stopping);
        }
        else if (!await shell.ExecuteAsync(line, stopping))
        {
            return;
        }
    }
}
