using System.Security.Cryptography;
using System.Text;
using Paas.Apps;

namespace Paas.Sleeping;

/// <summary>The dynos that an app which is asleep would have, as <c>ps</c> shows them.</summary>
internal static class SleepingPlaces
{
    public static IEnumerable<Dyno> Of(AppModel model)
    {
        if (model.Sleep.Phase != SleepPhase.Asleep)
            yield break;
        var wanted = model.Wanted();
        foreach (var process in wanted.Processes)
        {
            for (var index = 1; index <= process.Quantity; index++)
            {
                var name = FormattableString.Invariant($"{process.Type}.{index}");
                yield return new Dyno
                {
                    Id = IdOf(model.App.Id, name),
                    Name = name,
                    Type = process.Type,
                    Command = process.Command,
                    Size = process.Size,
                    Release = wanted.Release,
                    State = DynoState.Idle,
                    CreatedAt = model.Sleep.Since,
                    UpdatedAt = model.Sleep.Since,
                };
            }
        }
    }

    /// <summary>Nothing runs that would have an id; this one is the same whenever it is asked for.</summary>
    private static Guid IdOf(Guid app, string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{app}/{name}")).AsSpan(0, 16));
}
