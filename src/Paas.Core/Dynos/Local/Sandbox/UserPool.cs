namespace Paas.Dynos.Local;

/// <summary>
/// Users of which each dyno gets one of its own. Whose a user is, is told by the control group of its number, which is there
/// as long as the dyno is, whichever host on this machine made it and whether that host still lives.
/// </summary>
internal sealed class UserPool(ControlGroups groups, int first, int last)
{
    private readonly Lock _lock = new();
    private int _next;

    /// <exception cref="CannotStartException">All are taken.</exception>
    public (int User, ControlGroup Group) Take()
    {
        lock (_lock)
        {
            for (var i = 0; i <= last - first; i++)
            {
                var user = first + _next;
                _next = (_next + 1) % (last - first + 1);
                if (groups.TryCreate(NameOf(user)) is { } group)
                    return (user, group);
            }
        }

        throw new CannotStartException($"All users from {first} to {last} belong to running dynos; widen SandboxOptions.FirstUser and LastUser.");
    }

    public ControlGroup GroupOf(int user) => groups.Find(NameOf(user));

    public static string NameOf(int user) => $"dyno-{user}";
}
