var builder = WebApplication.CreateSlimBuilder(args);
var app = builder.Build();

app.MapGet("/", () => $"Hello from .NET {Environment.Version} on {Environment.GetEnvironmentVariable("DYNO") ?? "this machine"}\n");

// Answers late, to see what happens to requests in flight when dynos are replaced.
app.MapGet("/slow", async (int ms, CancellationToken cancellationToken) =>
{
    await Task.Delay(Math.Clamp(ms, 0, 60_000), cancellationToken);
    return $"Waited {ms} ms\n";
});

app.Run();
