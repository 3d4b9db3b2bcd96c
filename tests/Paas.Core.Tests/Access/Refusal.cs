namespace Paas.Access;

internal static class Refusal
{
    /// <summary>That a call is refused with this error id; returns the refusal.</summary>
    public static async Task<PaasException> OfAsync(string id, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<PaasException>(call);
        Assert.True(id == refusal.Id, $"{refusal.Id} instead of {id}: {refusal.Message}");
        return refusal;
    }
}
