using CustomHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Paas;

// A worker host without ASP.NET Core: its own buildpack, a drain of its own, state in memory, apps deployed from code.
var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.Configure<PaasOptions>(options => options.DataDirectory = Directory.CreateTempSubdirectory("paas-custom-").FullName);
builder.Services.AddSingleton<IBuildpack, PerlBuildpack>();
builder.Services.AddSingleton<ILogDrain, ConsoleDrain>();
builder.Services.AddPaas(paas => paas
    .UseInMemoryState()
    .AddRouter(router => router.Listen(0)));

using var host = builder.Build();
await host.StartAsync();
var platform = host.Services.GetRequiredService<IPlatform>();

var app = await platform.Apps.CreateAsync("custom");
await platform.Config.UpdateAsync("custom", new Dictionary<string, string?> { ["GREETING"] = "Hello from a host of one's own" });

var source = new BuildSource(static (directory, cancellationToken) => new ValueTask(File.WriteAllTextAsync(
    Path.Combine(directory, "app.pl"),
    """
    use IO::Socket::INET;
    $| = 1;
    my $server = IO::Socket::INET->new(LocalPort => $ENV{PORT}, Listen => 16, ReuseAddr => 1) or die $!;
    while (my $client = $server->accept) {
        while (defined(my $line = <$client>)) { last if $line =~ /^\r?$/ }
        my $body = "$ENV{GREETING}, dyno $ENV{DYNO}\n";
        print $client "HTTP/1.1 200 OK\r\nContent-Length: " . length($body) . "\r\nConnection: close\r\n\r\n$body";
        close $client;
    }
    """,
    cancellationToken)))
{ Version = "v1" };

var build = await platform.Builds.CreateAsync("custom", source);
await foreach (var line in platform.Builds.OutputAsync("custom", build.Id))
    Console.WriteLine(line);
build = await platform.Builds.WaitAsync("custom", build.Id);

if (build.Status == BuildStatus.Succeeded)
{
    using var client = new HttpClient();
    using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{app.WebUrl!.Port}/") { Headers = { Host = app.WebUrl.Host } };
    Console.Write(await (await client.SendAsync(request)).Content.ReadAsStringAsync());
}

await host.StopAsync();
return build.Status == BuildStatus.Succeeded ? 0 : 1;
