using Cronos;

var app = WebApplication.CreateSlimBuilder(args).Build();
var nightly = CronExpression.Parse("0 3 * * *");

app.MapGet("/", () => $"Hello from a solution on {Environment.GetEnvironmentVariable("DYNO")}\n");
app.MapGet("/next", () => $"{nightly.GetNextOccurrence(DateTime.UtcNow):HH:mm}\n");

app.Run();
