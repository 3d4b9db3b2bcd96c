namespace Paas.Access.SigningIn;

/// <summary>How long nothing is tried any more after wrong attempts. Pure.</summary>
internal static class LockOut
{
    /// <summary>Wrong attempts that an account has free.</summary>
    public const int FreeForAccount = 5;

    /// <summary>Wrong attempts that an address has free, over all accounts: an office shares one.</summary>
    public const int FreeForAddress = 20;

    /// <summary>The longest lock-out.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>After this time without an attempt everything is forgotten.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    /// <summary>1 s after the last free attempt, and twice as long after each further one.</summary>
    public static TimeSpan After(int failures, int free) =>
        failures < free ? TimeSpan.Zero
        : failures - free >= 10 ? Longest
        : TimeSpan.FromSeconds(1 << (failures - free)) is var delay && delay < Longest ? delay : Longest;
}
