using Microsoft.Extensions.Options;
using Paas.Api.Http;
using Paas.Api.Json;
using Paas.Api.Local;

namespace Paas.Api.Apps;

/// <summary>Makes the API's picture of apps.</summary>
internal sealed class AppBodies(LocalAddresses addresses, IOptions<ApiOptions> options, IOptions<PaasOptions> paas)
{
    public AppBody Show(App app, ApiCall call) => new()
    {
        BuildStack = NamedReference.Derived("stack", app.Stack),
        CreatedAt = app.CreatedAt,
        GitUrl = GitUrl(app, call),
        Id = app.Id,
        Maintenance = app.Maintenance,
        Name = app.Name,
        Owner = call.User(paas.Value.DefaultActor),
        ReleasedAt = app.ReleasedAt,
        SlugSize = app.Slug?.Size,
        BuildpackProvidedDescription = app.Slug?.Language,
        Stack = NamedReference.Derived("stack", app.Slug?.Stack ?? app.Stack),
        UpdatedAt = app.UpdatedAt,
        WebUrl = (app.WebUrl ?? new Uri($"http://{app.Name}.{paas.Value.BaseDomain}/")).AbsoluteUri,
    };

    public string GitUrl(App app, ApiCall call) => new Uri(GitHost(call), app.Name + ".git").AbsoluteUri;

    private Uri GitHost(ApiCall call) => options.Value.GitUrl ?? addresses.Tls ?? call.BaseUrl;
}
