using Microsoft.Extensions.Options;
using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.Catalog;

/// <summary>What the platform offers: regions, stacks, dyno sizes.</summary>
internal sealed class CatalogEndpoints(IOptions<PaasOptions> options) : IApiEndpoints
{
    public void Map(ApiRoutes routes)
    {
        routes.Get("/regions", _ => Task.FromResult(ApiAnswer.List([RegionBody.Local], ApiJson.Default.IEnumerableRegionBody, Keys.Of<RegionBody>(static region => region.Id, static region => region.Name))));
        routes.Get("/regions/{region}", call => Task.FromResult(ApiAnswer.Ok(
            Pick([RegionBody.Local], call.Path("region"), static region => (region.Id, region.Name), "region"), ApiJson.Default.RegionBody)));
        routes.Get("/stacks", _ => ListStacks());
        routes.Get("/apps/{app}/available-stacks", _ => ListStacks());
        routes.Get("/stacks/{stack}", call => Task.FromResult(ApiAnswer.Ok(
            Pick(StackBody.All(options.Value), call.Path("stack"), static stack => (stack.Id, stack.Name), "stack"), ApiJson.Default.StackBody)));
        routes.Get("/dyno-sizes", _ => ListSizes());
        routes.Get("/apps/{app}/available-dyno-sizes", _ => ListSizes());
        routes.Get("/dyno-sizes/{dyno-size}", call => Task.FromResult(ApiAnswer.Ok(
            Pick(Sizes(), call.Path("dyno-size"), static size => (size.Id, size.Name), "dyno_size"), ApiJson.Default.DynoSizeBody)));
    }

    private Task<ApiAnswer> ListStacks() =>
        Task.FromResult(ApiAnswer.List(StackBody.All(options.Value), ApiJson.Default.IEnumerableStackBody, Keys.Of<StackBody>(static stack => stack.Id, static stack => stack.Name)));

    private Task<ApiAnswer> ListSizes() =>
        Task.FromResult(ApiAnswer.List(Sizes(), ApiJson.Default.IEnumerableDynoSizeBody, Keys.Of<DynoSizeBody>(static size => size.Id, static size => size.Name)));

    private IReadOnlyList<DynoSizeBody> Sizes() => [.. options.Value.DynoSizes.Select(DynoSizeBody.From)];

    private static T Pick<T>(IReadOnlyList<T> items, string wanted, Func<T, (Guid Id, string Name)> identity, string resource) where T : class =>
        items.FirstOrDefault(item => identity(item) is var (id, name) && (string.Equals(name, wanted, StringComparison.OrdinalIgnoreCase) || id.ToString() == wanted))
        ?? throw ApiException.NotFound(resource);
}
