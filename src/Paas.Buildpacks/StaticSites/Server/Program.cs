using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Paas.StaticSites;

// The web server of a static site: dotnet paas-static.dll, in the app's directory, with the port in PORT.
var app = System.Environment.CurrentDirectory;
var settings = Path.Combine(AppContext.BaseDirectory, "site.json");
if (!SiteConfig.TryParse(File.ReadAllText(settings), out var config, out var error))
{
    await Console.Error.WriteLineAsync($"{settings}: {error}");
    return 1;
}

var root = Path.GetFullPath(Path.Combine(app, config.Root));
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = root });
builder.WebHost.UseKestrelCore().UseUrls($"http://*:{System.Environment.GetEnvironmentVariable("PORT") ?? "5000"}");
builder.WebHost.ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
builder.Logging.AddSimpleConsole(static console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);

await using var server = builder.Build();
using var files = new PhysicalFileProvider(root);
var site = new SiteRequest(config, files);
server.Use(site.HandleAsync);
server.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files, DefaultFileNames = ["index.html"] });
server.UseStaticFiles(new StaticFileOptions
{
    FileProvider = files,
    ServeUnknownFileTypes = true,
    DefaultContentType = "application/octet-stream",
    OnPrepareResponse = static file =>
    {
        var headers = file.Context.Response.Headers;
        if (headers.ContentType.ToString() is { } type && type.StartsWith("text/", StringComparison.Ordinal) && !type.Contains(';', StringComparison.Ordinal))
            headers.ContentType = $"{type}; charset=utf-8";
    },
});
server.Run(site.NotFoundAsync);
await server.RunAsync();
return 0;
