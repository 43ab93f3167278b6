"""Names that are also words, in the languages of the bundled tagger: what is written need not be the name.

A list made by hand: first and last names that stand in ordinary text as a word, whether or not the language
writes that word with a capital.
"""

from __future__ import annotations

_ENGLISH = """
angel april art august autumn baker ball banks bass bay bear bell best bill bird bishop black blue bond book
boss bright brook brooks brown buck bull burns bush butler carter case cash chance chase christian church clay
cliff cook cooper cotton crane cross crown crystal daisy dale dawn day deacon dean dear destiny dove drake
drew duke earl east english faith fall farmer field fields finch fish fisher flint flood flower flowers ford
forest fox frank free french friend frost gardener gay gene ginger glass glen gold good grace grant graves
gray green grey grove guy hall hardy harmony hart hazel head heath hill hills holiday holly honey hood hope
house hunt hunter iris ivory ivy jack jade jasmine jay jean jewel joy judge july june junior justice key king
knight lake lamb lance land lane law liberty lily little long lord love low lucky major mark marsh mason
master may meadows mercy miles mill mills mint misty moon moss mount night noble north olive page palm parish
park pat patience peace pearl penny pepper piper pool pope poppy porter potter power powers price pride prince
prior quick rain ray read reading red reed rice rich ring rivers rob robin rock rose ruby rush rusty sage
saint sandy savage sea sharp shepherd sherry short silver singer sky small smart snow song south spring star
steel stern stone storm story street strong sue summer summers swan sweet temple tiger trinity true van
victory violet walker wall ward waters way weeks wells west white wild will winter winters wise wolf wood
woods worth wren young
"""
_GERMAN = """
adler alt arm august bach bauer baum berg bischof blau blum blume bock brand braun breit bruder brunnen buch
burg busch christ ecke ehrlich eich eis engel ernst feld fels feuer fink fisch fischer frank freitag freud
freund fried friede frisch fröhlich früh fuchs fuß fürst garten gast geist gold graf groß grün gut hahn hammer
hart hase haupt heide heil held hell herbst herr herz himmel hirsch hof holz horn hut iris jung junge jäger
kaiser kalt kern kirch klar klein koch kopf kraft kranz krebs kreuz krieger krug kuhn kunst kurz könig lang
lange lehmann lehrer lieb linde löwe mai mann markt maurer meister mild mohr mond montag morgen mutter nacht
neu nord oktober ostern papst pfarrer platz post rabe rad recht reich reif rein richter ring ritter rosa rose
roth ruhe rund sauer schatz schild schlosser schneider schnell schreiber schulz schuster schwarz schweizer
schön schüler see silber sommer sonne sonntag specht spiegel stahl stark stein steiner stern still stock stolz
storch sturm süß tag taube teufel tief till traum treu vater viola vogel voll wald wand weber weise weiß welt
west wild winter wirt wolf wolke wunder zeit zimmer zimmermann zucker
"""
_FRENCH = """
abbé aimé ami ange aube aurore avril barbe baron beau bel belle berger blanc blanche blond bois bon bonheur
bonne bonnet boucher boulanger bouton brun cadet camille cardinal carré chanson chapelle charpentier chat
chaud chemin cher chevalier chrétien château claire clerc clément comte constance constant court cousin croix
cuisinier dame doré doux droit duc dupont dur désiré espérance faucon faune fidèle fleur foi fontaine fort
fortune fournier franc france français froment frère gaillard garde gardien garçon gentil gloire grand gras
gris gros hardi hiver homme image jardin jasmin jeune joie joli jour juillet juin juste large laurier lion
long loup lourd luce lune léger main maire maison marchand marguerite marin marine marron mars maréchal masse
maçon maître merle meunier mignon mont montagne moulin mouton neige neuf noble noir noël nuit océane olive
ombre page paix parent parfait pascal pasteur patience perle petit pied pierre poirier poisson pomme pont
porte potier poulain prairie prieur prince printemps prudence prévost reine renard rivière robe roche rocher
roi romain rose rossignol rouge rousseau roux ruisseau sage saint salle sauvage seigneur serein simple soldat
soleil temps terre tour vaillant val vallée vert victoire vie vieux vigne violette voisin vrai étoile
"""
_SPANISH = """
abril alba alegre alegría alma alta alto amado amor amparo arco arena armas aurora azul barba barco barrios
bella bello blanca blanco bravo bueno caballero cabello cabeza cabo cabrera calle calvo camino campana campo
campos candela caridad caro carrasco carrera carretero casa casado casas castaño castillo cerro cielo clara
clavel clemente conde consuelo cordero corona correa cortés costa crespo cruz cuadrado cuervo cuesta cueva
cámara delgado dichoso diez dolores domingo encarnación escudero espada español esperanza espina estrella fe
feliz fiel flor flores fortuna franco fuego fuente fuentes fuerte gallego gallo galán gloria gordo gracia
grande guerra guerrero hermosa hermoso herrero hidalgo hierro hoyos huerta iglesia iglesias infante izquierdo
jardín julio junio jurado justo lago leal león llamas llanos lobo losa luna luz madera manzano mar marco
marqués marzo mayo mayor mercado mercedes mesa milagros mirada modesto molina molinero molino monte montero
montes moral morales moreno moro moya muro naranjo navarro nieto nieve nieves niño noble oliva oro pacífico
padre palacio palacios palma paloma paredes parra pascua pastor paz pena perla peña pilar pino plata plaza
pozo prado prieto primavera puente puerta ramos real redondo reina remedios rey reyes ribera rico roble robles
roca rocío rojas rojo romero rosa rosario rubio rueda río ríos sal sala salas salud salvador santa santo
santos sastre seco sereno serrano severo sierra silva sol sola soledad soto tierra toro torre torres trigo
valiente valle valles vaquero vega vela verdugo victoria vida viento villa violeta virtudes zapata zapatero
zorro ángel ángeles
"""
_ITALIAN = """
abate acqua agnello alba allegra allegro alto amato amico amore angeli angelo aprile aquila aria aurora
azzurra barba barbieri barone basso battaglia beato bella belli bello benedetto bianca bianchi bianco bocca
bosco bravo bruno buono campana campo candida capra carbone cardinale carità caro casa castello cavaliere
cavallo celeste chiara chiaro chiesa cielo colle collina colombo colonna conte conti corso costa costanza
croce cuoco destro diamante dolce donna duca durante fabbri fabbro falco fede fedele felice ferro festa fiamma
fiore fiori fontana forte forti fortuna forza franco freddo gallo gatti gatto gemma gentile giallo gioia
giorno giudice giugno giusto gloria grande grassi grasso grazia grazie greco grosso guerra italia leggero
leone leoni letizia libera libero lombardo longo luce luglio luna lungo lupo maestro maggio maggiore magno
mare marina marino martello massa massimo merlo monaco montagna monte monti moro natale neri nero neve notte
novella oliva onda oro orso pace pagano palazzo palma papa parente pastore pellegrino pepe perla pesce piazza
piccolo pietra pino poggio ponte porta pozzo prima primavera primo quinto ragazzo reale regina ricca ricci
riccio ricco riva rocca romana romano rosa rossa rossi rosso russo sacco sala sale santa santi santo santoro
savio serena sereno serra sole sorte spada speranza spina stabile stella tedesco terra testa torre tramonto
valle vento vera verde verdi vero vicini villa viola virtù vita vitale viva volpe volta zucca
"""

COMMON_WORDS = frozenset(f"{_ENGLISH}{_GERMAN}{_FRENCH}{_SPANISH}{_ITALIAN}".split())
"""In lower case."""
