using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Paas.Api.Tests.Access;
using Paas.Testing;

namespace Paas.Api.Tests;

/// <summary>The API on Kestrel at a free port, over a real engine with fake dynos and a fake clock.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    public const string Owner = "owner@localhost";

    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    private ApiHost(TestPaas paas, WebApplication app)
    {
        (Paas, _app) = (paas, app);
        Address = AddressOf(app, "http");
        TlsAddress = AddressOf(app, "https");
        Token = paas.Services.GetRequiredService<IAuthenticator>() is StrangerAuthenticator ? StrangerAuthenticator.OwnerToken : paas.Services.GetRequiredService<OwnerAuthenticator>().Token;
    }

    public TestPaas Paas { get; }

    public Uri Address { get; }

    public Uri TlsAddress { get; }

    public string Token { get; }

    public IEnumerable<RouteEndpoint> Endpoints => ((IEndpointRouteBuilder)_app).DataSources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>();

    public static async Task<ApiHost> StartAsync(Action<ApiOptions>? configure = null, IAuthenticator? authenticator = null)
    {
        var paas = await TestPaas.StartAsync(services =>
        {
            if (authenticator is not null)
                services.AddSingleton(authenticator);
        });
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(paas.Platform);
        builder.Services.AddSingleton(authenticator ?? paas.Services.GetRequiredService<IAuthenticator>());
        builder.Services.AddSingleton(paas.Services.GetRequiredService<IAuthorizer>());
        builder.Services.AddSingleton(paas.Services.GetRequiredService<ISecretProtector>());
        builder.Services.AddSingleton(paas.Services.GetRequiredService<ISlugStore>());
        builder.Services.AddSingleton(paas.Services.GetRequiredService<IOptions<PaasOptions>>());
        builder.Services.AddSingleton<IBuildpack>(paas.Buildpack);
        builder.Services.AddSingleton<TimeProvider>(paas.Time);
        new Builder(builder.Services).AddApi(options =>
        {
            options.Listen(0);
            configure?.Invoke(options);
        });
        var app = builder.Build();
        app.MapPaasApi();
        await app.StartAsync();
        return new ApiHost(paas, app);
    }

    /// <summary>A host with the app <c>shop</c>, deployed.</summary>
    public static async Task<ApiHost> StartWithShopAsync(Action<ApiOptions>? configure = null)
    {
        var host = await StartAsync(configure);
        await host.Paas.Platform.Apps.CreateAsync("shop");
        await host.Paas.DeployAsync("shop", "web: serve\nworker: work\n", version: "0123456789abcdef0123456789abcdef01234567");
        return host;
    }

    public async Task<ApiResponse> SendAsync(string method, string path, string? body = null, Action<HttpRequestHeaders>? headers = null, string? token = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Address, path));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token ?? Token}");
        request.Headers.TryAddWithoutValidation("Accept", "application/vnd.heroku+json; version=3");
        headers?.Invoke(request.Headers);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, contentType);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return new ApiResponse(response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async Task<JsonElement> GetAsync(string path) => (await SendAsync("GET", path)).Expect(200).Json;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Paas.DisposeAsync();
    }

    private static Uri AddressOf(WebApplication app, string scheme) => app.Urls.Select(static url => new Uri(url)).First(url => url.Scheme == scheme);

    private sealed class Builder(IServiceCollection services) : IPaasBuilder
    {
        public IServiceCollection Services => services;
    }
}
