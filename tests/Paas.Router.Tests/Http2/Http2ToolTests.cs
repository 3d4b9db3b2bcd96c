using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Paas.Harness;

namespace Paas.Http2;

/// <summary>Real clients: curl, nghttp and h2load (nghttp2), and hyper-h2, whose state machine checks every frame of ours.</summary>
public sealed partial class Http2ToolTests
{
    private static readonly string Large = new('x', 500_000);

    [Fact]
    public async Task Curl_GetsAndUploads()
    {
        var curl = Find("curl", "/usr/bin/curl");
        await using var router = await StartAsync();
        Assert.Equal("0\n2 200", await RunAsync(curl, "--http2-prior-knowledge", "-s", "-w", "\\n%{http_version} %{http_code}", "-H", "Host: app.localhost", Url(router, "/length")));
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Large, TestContext.Current.CancellationToken);
            Assert.Equal("500000", await RunAsync(curl, "--http2-prior-knowledge", "-s", "-H", "Host: app.localhost", "--data-binary", "@" + file, Url(router, "/length")));
            // From a pipe, so that curl does not know the length.
            Assert.Equal("500000", await RunAsync("/bin/sh", "-c", $"cat {file} | {curl} --http2-prior-knowledge -s -H 'Host: app.localhost' -T - {Url(router, "/length")}"));
        }
        finally
        {
            File.Delete(file);
        }
        Assert.Equal(Large, await RunAsync(curl, "--http2-prior-knowledge", "-s", "-H", "Host: app.localhost", Url(router, "/large")));
        Assert.StartsWith("HTTP/2 404", await RunAsync(curl, "--http2-prior-knowledge", "-s", "-I", Url(router, "/")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nghttp_SeesTrailersAndManyStreams()
    {
        var nghttp = Find("nghttp", "/usr/bin/nghttp");
        await using var router = await StartAsync();
        var seen = await RunAsync(nghttp, "-nv", "--no-dep", "-H", ":authority: app.localhost", Url(router, "/trailers"), Url(router, "/hints"), Url(router, "/large"));
        Assert.Contains("x-sum: 3", seen, StringComparison.Ordinal);
        Assert.Contains(":status: 103", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("RST_STREAM", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("recv GOAWAY", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H2load_AllRequestsSucceed()
    {
        var h2load = Find("h2load", "/usr/bin/h2load");
        await using var router = await StartAsync();
        var seen = await RunAsync(h2load, "-n", "3000", "-c", "5", "-m", "30", "-H", ":authority: app.localhost", Url(router, "/length"));
        Assert.Contains("3000 succeeded, 0 failed, 0 errored, 0 timeout", seen, StringComparison.Ordinal);
        Assert.Contains("status codes: 3000 2xx", seen, StringComparison.Ordinal);
        seen = await RunAsync(h2load, "-n", "60", "-c", "2", "-m", "10", "-w", "14", "-H", ":authority: app.localhost", Url(router, "/large"));
        Assert.Contains("60 succeeded", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HyperH2_FindsNoFault()
    {
        const string Python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(Python) && Directory.Exists("/usr/lib/python3/dist-packages/h2"), "python3-h2 is not installed.");
        await using var router = await StartAsync();
        var seen = await RunAsync(Python, Path.Combine(Path.GetDirectoryName(ThisFile())!, "h2_client.py"), router.EndPoint.Port.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(17, seen.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
    }

    private static async Task<TestRouter> StartAsync() => await TestRouter.StartAsync(new TestDyno().Answer(request => request.Start.Split(' ')[1] switch
    {
        "/large" => $"HTTP/1.1 200 OK\r\nContent-Length: {Large.Length}\r\n\r\n{(request.Start.StartsWith("HEAD", StringComparison.Ordinal) ? "" : Large)}",
        "/trailers" => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 3\r\n\r\n",
        "/hints" => "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "/204" => "HTTP/1.1 204 No Content\r\n\r\n",
        "/headers" => $"HTTP/1.1 200 OK\r\nX-Large: {Large[..40_000]}\r\nContent-Length: 0\r\n\r\n",
        "/length" => Text(request.Body.Length.ToString(CultureInfo.InvariantCulture)),
        _ => Text(string.Join('\n', [request.Start, .. request.Headers.Select(header => $"{header.Name}: {header.Value}"), "", request.Body])),
    }));

    private static string Text(string body) => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    private static string Url(TestRouter router, string path) => $"http://127.0.0.1:{router.EndPoint.Port}{path}";

    private static string Find(string name, string path)
    {
        Assert.SkipUnless(File.Exists(path), $"{name} is not installed.");
        return path;
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromMinutes(2));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var errors = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await output}{await errors}");
            // nghttp colours what it prints.
            return Colours().Replace(await output, "");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex Colours();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
