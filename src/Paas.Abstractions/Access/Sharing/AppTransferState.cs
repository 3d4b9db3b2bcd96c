namespace Paas;

/// <summary>State of an <see cref="AppTransfer"/>.</summary>
public enum AppTransferState
{
    /// <summary>The recipient has not answered.</summary>
    Pending,

    /// <summary>The app is the recipient's.</summary>
    Accepted,

    /// <summary>The recipient does not want it.</summary>
    Declined,
}
