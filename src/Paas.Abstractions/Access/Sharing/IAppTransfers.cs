namespace Paas;

/// <summary>Gives apps to other owners. A person must accept; a team of the caller gets the app at once.</summary>
public interface IAppTransfers
{
    /// <summary>Offers an app to somebody, or moves it into a team or out of it.</summary>
    /// <param name="app">Name or id.</param>
    /// <param name="recipient">E-mail address or id of an account, or name or id of a team.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>: no such recipient. <see cref="PaasErrors.InvalidParams"/>: it is the recipient's already, or on its way.</exception>
    Task<AppTransfer> CreateAsync(string app, string recipient, CancellationToken cancellationToken = default);

    /// <summary>Transfers from and to the caller, newest first.</summary>
    Task<IReadOnlyList<AppTransfer>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>The recipient accepts or declines.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>: none that waits for the caller.</exception>
    Task<AppTransfer> DecideAsync(Guid transfer, bool accept, CancellationToken cancellationToken = default);

    /// <summary>The owner takes an offer back.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>: none of the caller's that waits.</exception>
    Task<AppTransfer> CancelAsync(Guid transfer, CancellationToken cancellationToken = default);
}
