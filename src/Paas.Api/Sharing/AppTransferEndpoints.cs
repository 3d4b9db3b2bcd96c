using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.Sharing;

/// <summary>Apps on their way to another owner.</summary>
internal sealed class AppTransferEndpoints : IApiEndpoints
{
    public void Map(ApiRoutes routes)
    {
        routes.Get("/account/app-transfers", ListAsync);
        routes.Post("/account/app-transfers", CreateAsync);
        routes.Get("/account/app-transfers/{transfer}", static async call => await ShowAsync(call, await FindAsync(call)));
        routes.Patch("/account/app-transfers/{transfer}", DecideAsync);
        routes.Delete("/account/app-transfers/{transfer}", static async call =>
            await ShowAsync(call, await call.Platform.Accounts.Transfers.CancelAsync((await FindAsync(call)).Id, call.Aborted)));
    }

    private static async Task<ApiAnswer> ListAsync(ApiCall call)
    {
        var bodies = new List<AppTransferBody>();
        foreach (var transfer in await call.Platform.Accounts.Transfers.ListAsync(call.Aborted))
            bodies.Add(await BodyAsync(call, transfer));
        return ApiAnswer.List(bodies, ApiJson.Default.IEnumerableAppTransferBody, Keys.Of<AppTransferBody>(static transfer => transfer.Id));
    }

    private static async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.AppTransferRequest);
        var transfer = await call.Platform.Accounts.Transfers.CreateAsync(
            body.App ?? throw ApiException.Invalid("The field 'app' is missing."), body.Recipient ?? throw ApiException.Invalid("The field 'recipient' is missing."), call.Aborted);
        return ApiAnswer.Created(await BodyAsync(call, transfer), ApiJson.Default.AppTransferBody);
    }

    private static async Task<ApiAnswer> DecideAsync(ApiCall call)
    {
        var body = await call.ReadAsync(ApiJson.Default.AppTransferRequest);
        if (body.State is not ("accepted" or "declined"))
            throw ApiException.Invalid("The field 'state' must be accepted or declined.");
        return await ShowAsync(call, await call.Platform.Accounts.Transfers.DecideAsync((await FindAsync(call)).Id, body.State == "accepted", call.Aborted));
    }

    private static async Task<AppTransfer> FindAsync(ApiCall call)
    {
        var wanted = call.Path("transfer");
        return (await call.Platform.Accounts.Transfers.ListAsync(call.Aborted)).FirstOrDefault(transfer => transfer.Id.ToString() == wanted || transfer.AppName == wanted)
            ?? throw ApiException.NotFound("app_transfer");
    }

    private static async Task<ApiAnswer> ShowAsync(ApiCall call, AppTransfer transfer) => ApiAnswer.Ok(await BodyAsync(call, transfer), ApiJson.Default.AppTransferBody);

    private static async Task<AppTransferBody> BodyAsync(ApiCall call, AppTransfer transfer)
    {
        var owners = await call.Platform.Accounts.Users.FindAsync([transfer.OwnerId], call.Aborted);
        return new AppTransferBody(
            new NamedReference(transfer.AppId, transfer.AppName), transfer.CreatedAt, transfer.Id,
            new UserReference(transfer.OwnerId, owners.GetValueOrDefault(transfer.OwnerId)?.Email ?? ""), new UserReference(transfer.RecipientId, transfer.Recipient),
            transfer.State.ToString().ToLowerInvariant(), transfer.UpdatedAt);
    }
}
