using Microsoft.Extensions.Logging;
using Paas.Harness;

namespace Paas.Errors;

public sealed class CustomPageTests
{
    [Theory]
    [InlineData("https://example.com/error.html", true)]
    [InlineData("HTTP://example.com", true)]
    [InlineData("//cdn.example.com/a?b=c&d=e", true)]
    [InlineData("http://[::1]:80/", true)]
    [InlineData("", false)]
    [InlineData("/error.html", false)]
    [InlineData("error.html", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("data:text/html,x", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("ftp://example.com/", false)]
    [InlineData("https:example.com", false)]
    [InlineData("https:\\\\example.com", false)]
    [InlineData("https://", false)]
    [InlineData("//", false)]
    [InlineData("https://example.com/a b", false)]
    [InlineData("https://example.com/\n", false)]
    public void IsUsable_OnlyPagesOfTheWeb(string url, bool isUsable) => Assert.Equal(isUsable, CustomPage.IsUsable(url));

    [Fact]
    public async Task ErrorPage_OfTheApp_IsFramedAndEscaped()
    {
        var response = await GetAsync(RouteStatus.Crashed, new RouteSettings { ErrorPageUrl = "//x.test/?a=1&b=\"><script>" });
        Assert.Equal(503, response.Status);
        Assert.Contains("<iframe src=\"//x.test/?a=1&amp;b=&quot;&gt;&lt;script&gt;\" title=\"Application Error\"></iframe>", response.Body, StringComparison.Ordinal);
        Assert.Contains("<title>Application Error</title>", response.Body, StringComparison.Ordinal);
        Assert.Equal("default-src 'none'; style-src 'unsafe-inline'; frame-src http: https:", response["Content-Security-Policy"]);
        Assert.DoesNotContain("<script>", response.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MaintenancePage_OfTheApp_IsFramed()
    {
        var settings = new RouteSettings { ErrorPageUrl = "https://x.test/e", MaintenancePageUrl = "https://x.test/m" };
        Assert.Contains("<iframe src=\"https://x.test/m\"", (await GetAsync(RouteStatus.Maintenance, settings)).Body, StringComparison.Ordinal);
        Assert.Contains("<iframe src=\"https://x.test/e\"", (await GetAsync(RouteStatus.NoWebDynos, settings)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnusableUrl_FallsBackAndSaysSoOnce()
    {
        var logger = new ListLogger();
        var pages = new CustomPages();
        var route = new HttpRoute(TestRouter.App, "shop", RouteStatus.Crashed, []) { Settings = new RouteSettings { ErrorPageUrl = "javascript:x" } };
        for (var i = 0; i < 3; i++)
            Assert.Null(pages.Find(route, ErrorPage.ApplicationError, logger));
        var message = Assert.Single(logger.Messages);
        Assert.StartsWith("The ErrorPageUrl of app shop is 'javascript:x'; it must be an http or https URL", message, StringComparison.Ordinal);
        Assert.Contains("<h1>Application error</h1>", (await GetAsync(RouteStatus.Crashed, route.Settings)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_SameUrl_IsMadeOnce()
    {
        var pages = new CustomPages();
        var route = new HttpRoute(TestRouter.App, "shop", RouteStatus.Crashed, []) { Settings = new RouteSettings { ErrorPageUrl = "//a.test/" } };
        var first = pages.Find(route, ErrorPage.ApplicationError, new ListLogger());
        Assert.Same(first, pages.Find(route, ErrorPage.ApplicationError, new ListLogger()));
        var other = route with { Settings = new RouteSettings { ErrorPageUrl = "//b.test/" } };
        Assert.NotSame(first, pages.Find(other, ErrorPage.ApplicationError, new ListLogger()));
        Assert.Null(pages.Find(route, ErrorPage.NoSuchApp, new ListLogger()));
    }

    [Fact]
    public void Write_BuiltInPage_AllocatesNothing()
    {
        var output = new ByteBuffer();
        Assert.Equal(0, Allocations.Least(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                output.Clear();
                ErrorPages.Write(output, RouterErrors.BacklogTooDeep, keepAlive: true, withBody: true);
            }
        }));
    }

    private static async Task<Message> GetAsync(RouteStatus status, RouteSettings settings)
    {
        await using var router = await TestRouter.StartAsync();
        await router.RouteAsync(TestRouter.Table("app.localhost", new HttpRoute(TestRouter.App, "app", status, []) { Settings = settings }));
        return await router.GetAsync();
    }

    private sealed class ListLogger : ILogger
    {
        public List<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Messages.Add(formatter(state, exception));
    }
}
