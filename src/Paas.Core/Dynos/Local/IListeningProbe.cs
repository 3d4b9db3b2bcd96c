namespace Paas.Dynos.Local;

/// <summary>Finds out what dynos listen on, in the way of one operating system.</summary>
internal interface IListeningProbe
{
    /// <summary>Looks once and brings the targets up to date.</summary>
    void Look(IReadOnlyList<ListeningTarget> targets);
}
