"""Words with which nothing is claimed: what an assistant says around the facts."""

from functools import lru_cache

from shopchat.knowledge.phrasing import SENTENCE_WORDS, STOP_WORDS
from shopchat.knowledge.terms import index_terms

_SPOKEN = {
    "en": """absolutely answer anytime ask assist assistance best browse can care case certainly check choice choose chat
        compare contact could couldn't cost costs day definitely details difference different don't either enjoy every
        example excellent feel few finally find first follow fit fits free further good great happy hear hello help helpful
        helps hope however human if includes including information instead interested item items just last least let like
        list look love many match matches meanwhile mention more most moreover name need nice note offer offers okay one
        option options order particular perfect person place please pleased pleasure popular possible prefer price priced
        product products question questions range rather read ready recommend right same say search second see select
        several shop shopping similar since single something sorry specific start still store such suggest suit suits sure
        team thank thanks their them then there third those three together too two unfortunately us view want welcome what
        when where which while wonderful work worry would yes you your yours know anything else come comes made make
        currently here look looking available stock apologies apologize minute minutes hour hours day days week weeks
        month months year years business working cheaper expensive affordable instead originally regular now only both than""",
    "de": """alle alles also andere anderes ansehen antwort artikel auswahl bestellen besten beide bitte danke dazu details
        diese dieser dieses dinge direkt eine einfach empfehle empfehlen entweder etwas falls finde finden folgende frage
        fragen freue freut gefallen gern gerne gut gute guten hallo helfe helfen hilfe hier hoffe ideal information
        informationen interesse kann kein keine klar können kostet kosten leider los machen mehr meine mensch möchten nächste
        natürlich noch option optionen passen passend passt person perfekt preis produkt produkte schauen schön sehen sehr
        shop sicher sofort sonst sowie suche suchen super team tut leid unser unsere vergleichen vielleicht wählen weitere
        weiterhelfen welche wenn willkommen wissen worauf wunderbar zeige zwei drei viel erste zweite dritte verfügbar
        lager minute minuten stunde stunden tag tage tagen werktag werktage werktagen woche wochen monat monate monaten
        jahr jahre jahren statt anstatt derzeit aktuell momentan günstiger teurer billiger vorher früher jetzt nur""",
    "fr": """aide aider aimeriez aucun aussi autre autres avec avez avis avoir beau belle besoin bien bonjour bonne boutique
        catalogue cela certainement ces cette choisir choix comparer conseille conseiller coûte coûtent d'autres dans
        demande désolé désolée détail détails deux différents dire disponible donc également encore équipe est exemple
        heureux heureuse humain idéal idée information informations intéresse magasin malheureusement meilleur meilleure
        même merci modèle montre n'hésitez notre nos nous option options ou parfait parfaite parmi personne peut plaisir
        plus plusieurs possible pour pouvez premier préférez prix produit produits propose puis quel question questions
        quoi recherche recommande regarder savoir selon souhaitez sûr suggère trois trouver trouvé voici voir volontiers
        voulez vous lieu cher chère moins actuellement avant maintenant seulement stock minute minutes heure heures jour jours ouvrés ouvrables semaine semaines mois an ans année""",
    "es": """además ahora algo alguna algún alternativa aquí artículo artículos ayuda ayudar ayudarle ayudarte bien bueno
        buena buenos buscar busca caso catálogo claro comparar con cuesta cuestan cuál dar decir detalles diferente
        disponible dos duda ejemplo elegir encantado encantada encontrado encontrar encuentra equipo esta este estos excelente
        favor genial gracias gusta gustaría hay hola humano ideal información interesa lamentablemente lo siento más mejor
        mismo modelo mostrar mucho necesita necesitas nuestra nuestro nuestros opción opciones otra otro para pedir perfecto
        persona podemos poder precio pregunta preguntas producto productos puede puedes quiere quieres recomendar recomiendo
        saber segundo seguro similar sí tenemos tienda también tres tu ver varias varios vea stock minuto
        minutos hora horas día días hábiles laborables semana semanas mes meses año años
        lugar vez barato barata caro cara menos ahora antes actualmente solo""",
}


@lru_cache
def spoken(language: str) -> frozenset[str]:
    """The stems of words that a sentence may use without a source."""
    tag = language[:2]
    words = [_SPOKEN.get(tag, ""), *STOP_WORDS.get(tag, ()), *SENTENCE_WORDS.get(tag, ())]
    return frozenset(index_terms(" ".join(words), language))
