"""The facts of the demonstration about thanks."""

from app.services.demonstration.encouraging import Said

IN_NIS = (
    Said("supervisor", "volunteer", "Hvala ti što svaki čas pripremiš dan ranije: vidi se po tome kako deca rade."),
    Said("coordinator", "volunteer", "Hvala na strpljenju dok nismo rešili internet!"),
    Said("supervisor", "volunteer2", "Hvala što si preuzela i tuđi termin kada je bilo potrebno."),
)
IN_HELSINKI = (Said("coordinator", "volunteer", "Kiitos, että läksykerhossa on aina rauhallista."),)
