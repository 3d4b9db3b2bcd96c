using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Paas.Git.Http;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Exposes git on a host.</summary>
public static class PaasGitEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps git's smart HTTP protocol at <c>/{app}.git</c>, so that <c>git push http://host/{app}.git main</c> deploys.
    /// The endpoints authenticate by themselves, through <see cref="Paas.IAuthenticator"/>, and lift the server's limits
    /// on the size and rate of bodies; their own are in <see cref="Paas.GitOptions"/>.
    /// </summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <returns>The endpoints, for example to require a host name.</returns>
    public static IEndpointConventionBuilder MapPaasGit(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);

        var git = endpoints.ServiceProvider.GetService<GitEndpoints>()
            ?? throw new InvalidOperationException("Git is not added to the platform; call services.AddPaas(paas => paas.AddGit()).");
        var group = endpoints.MapGroup("/{app}.git");
        group.MapGet("/info/refs", (RequestDelegate)git.InfoRefsAsync);
        group.MapGet("/HEAD", (RequestDelegate)git.HeadAsync);
        group.MapPost("/git-upload-pack", (RequestDelegate)git.UploadPackAsync);
        group.MapPost("/git-receive-pack", (RequestDelegate)git.ReceivePackAsync);
        return group.AllowAnonymous().DisableRequestTimeout().ExcludeFromDescription();
    }
}
